package dev.penstock.system.stack;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import dev.penstock.local.ManagedProcess;
import dev.penstock.local.StackException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.output.OutputFrame;
import org.testcontainers.utility.DockerImageName;

/**
 * A container on the host's network, hardened as {@code deploy/compose.yaml} has it. Testcontainers
 * makes it; from then on Docker itself is asked, because Testcontainers knows neither a kill nor a
 * second start of the same container.
 */
final class ManagedContainer {
  private static final String LABEL = "dev.penstock.stack";
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int TAIL = 4_000;

  private final String title;
  private final GenericContainer<?> container;
  private final Path logFile;

  private ManagedContainer(String title, GenericContainer<?> container, Path logFile) {
    this.title = title;
    this.container = container;
    this.logFile = logFile;
  }

  /**
   * Starts a new container; does not wait until it is ready.
   *
   * @param title for messages
   * @param logFile where its log is kept, for whoever looks at it later
   * @param home of the stack, by which containers that were left over are found
   * @param memory the most that it may take, in bytes
   * @param more adds what this container needs beside
   */
  static ManagedContainer start(
      String title,
      String image,
      Path home,
      Path logFile,
      long memory,
      Map<String, String> tmpfs,
      UnaryOperator<GenericContainer<?>> more) {
    @SuppressWarnings("resource") // removed by this class
    GenericContainer<?> container =
        more.apply(new GenericContainer<>(DockerImageName.parse(image)))
            .withNetworkMode("host")
            .withLabel(LABEL, home.toString())
            .withTmpFs(tmpfs)
            .withCreateContainerCmdModifier(
                command -> {
                  HostConfig host = command.getHostConfig();
                  if (host != null) {
                    host.withReadonlyRootfs(true)
                        .withCapDrop(Capability.ALL)
                        .withSecurityOpts(List.of("no-new-privileges:true"))
                        .withMemory(memory);
                  }
                });
    try {
      container.start();
    } catch (ContainerFetchException e) {
      throw new StackException(
          "There is no image "
              + image
              + " for the "
              + title
              + ". Make it (docs/how-to/build-images.md)"
              + " or name another one with -Dpenstock.images...",
          e);
    }
    ManagedContainer started = new ManagedContainer(title, container, logFile);
    started.follow();
    return started;
  }

  /** Removes what an earlier run with the same home did not. */
  static void removeLeftOver(Path home) {
    DockerClient docker = DockerClientFactory.instance().client();
    docker
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(Map.of(LABEL, home.toString()))
        .exec()
        .forEach(each -> remove(docker, each.getId()));
  }

  boolean alive() {
    return Boolean.TRUE.equals(state().getRunning());
  }

  boolean suspended() {
    return Boolean.TRUE.equals(state().getPaused());
  }

  /** SIGKILL to all of its processes. */
  void kill() {
    if (alive()) {
      docker().killContainerCmd(id()).exec();
      if (!ManagedProcess.await(SOON, () -> !alive())) {
        throw failed("survived SIGKILL for " + SOON.toSeconds() + " s");
      }
    }
  }

  /** Starts the container again. */
  void startAgain() {
    if (alive()) {
      throw failed("runs already");
    }
    docker().startContainerCmd(id()).exec();
    follow();
  }

  void suspend() {
    docker().pauseContainerCmd(id()).exec();
  }

  void resume() {
    docker().unpauseContainerCmd(id()).exec();
  }

  /** SIGTERM to its first process; empty where it has not ended after the time. */
  OptionalInt terminate(Duration timeout) {
    docker().killContainerCmd(id()).withSignal("TERM").exec();
    if (!ManagedProcess.await(timeout, Duration.ofMillis(100), () -> !alive())) {
      return OptionalInt.empty();
    }
    Long code = state().getExitCodeLong();
    return code == null ? OptionalInt.empty() : OptionalInt.of(code.intValue());
  }

  String log() {
    return container.getLogs();
  }

  /** An exception with the end of the log. */
  StackException failed(String what) {
    String log = log();
    return new StackException(
        "The "
            + title
            + " "
            + what
            + ". The end of its log:\n"
            + log.substring(Math.max(0, log.length() - TAIL)));
  }

  void remove() {
    remove(docker(), id());
  }

  private static void remove(DockerClient docker, String id) {
    try {
      docker.removeContainerCmd(id).withForce(true).withRemoveVolumes(true).exec();
    } catch (NotFoundException | ConflictException e) {
      // Testcontainers removes it at the end of the JVM as well.
    }
  }

  /** Writes the log anew from the container's beginning until the container ends. */
  private void follow() {
    try {
      Files.createDirectories(logFile.resolveSibling("."));
      @SuppressWarnings("resource") // closed behind the last frame
      OutputStream file = Files.newOutputStream(logFile);
      container.followOutput(frame -> write(file, frame));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(OutputStream file, OutputFrame frame) {
    try {
      if (frame.getType() == OutputFrame.OutputType.END) {
        file.close();
      } else if (frame.getBytes() != null) {
        file.write(frame.getBytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ContainerState state() {
    return docker().inspectContainerCmd(id()).exec().getState();
  }

  private DockerClient docker() {
    return container.getDockerClient();
  }

  private String id() {
    return container.getContainerId();
  }
}

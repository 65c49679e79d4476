package dev.penstock.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Database servers refuse to run as root. Where this JVM is root, its programs run in a user
 * namespace of their own, in which nobody is root and the files belong to whom they belong; where
 * such namespaces are forbidden, they run as the user {@code nobody}, who is given the folder.
 */
public final class Unprivileged {
  private static final String NOBODY = "65534";
  private static final List<String> NAMESPACE = List.of("unshare", "-U", "--");
  private static final List<String> OTHER_USER =
      List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--");

  private Unprivileged() {}

  /** The words to put before a command; gives the folder to another user if it has to. */
  public static List<String> prefix(Path folder) {
    if (!isRoot()) {
      return List.of();
    }
    if (succeeds(NAMESPACE, "true")) {
      return NAMESPACE;
    }
    if (!succeeds(List.of(), "chown", "-R", NOBODY + ":" + NOBODY, folder.toString())
        || !succeeds(OTHER_USER, "test", "-w", folder.toString(), "-a", "-x", folder.toString())) {
      throw new StackException(
          "A database server does not run as root, user namespaces are not allowed here, and the user"
              + " nobody cannot enter "
              + folder
              + ". Run as an ordinary user, or from a folder that other users can enter.");
    }
    return OTHER_USER;
  }

  private static boolean isRoot() {
    try {
      return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    } catch (IOException e) {
      return "root".equals(System.getProperty("user.name"));
    }
  }

  private static boolean succeeds(List<String> prefix, String... command) {
    List<String> words = new ArrayList<>(prefix);
    words.addAll(List.of(command));
    try {
      Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
      process.getOutputStream().close();
      try (InputStream output = process.getInputStream()) {
        output.transferTo(java.io.OutputStream.nullOutputStream());
      }
      return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false; // there is no such program
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("Interrupted while looking for a way to start PostgreSQL.", e);
    }
  }
}

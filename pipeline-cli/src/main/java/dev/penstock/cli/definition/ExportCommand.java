package dev.penstock.cli.definition;

import dev.penstock.cli.client.ApiClient;
import dev.penstock.cli.client.CliException;
import dev.penstock.cli.client.Exit;
import dev.penstock.cli.client.LocalCommand;
import dev.penstock.cli.client.Query;
import dev.penstock.cli.client.ServerOptions;
import dev.penstock.cli.terminal.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code export}: writes all pipelines of the server into a folder. */
@Command(
    name = "export",
    description = "Writes all pipelines into a folder, one file each; apply puts them back.")
public final class ExportCommand extends LocalCommand {
  /** What the server may call a file: no name leads out of the folder. */
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,62}\\.ya?ml");

  private static final int MAX_FILES = 100_000;

  @Option(
      names = {"-o", "--folder"},
      paramLabel = "FOLDER",
      defaultValue = "pipelines",
      description = "The folder (default: ${DEFAULT-VALUE}); made where it is missing.")
  private Path folder = Path.of("pipelines");

  @Mixin private ServerOptions server = new ServerOptions();

  @Override
  protected Exit call(Console console) {
    try (ApiClient api = server.connect(session());
        InputStream body = api.open(Query.of("pipelines", "export"), Map.of());
        ZipInputStream zip = new ZipInputStream(body)) {
      Files.createDirectories(folder);
      int files = 0;
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (!NAME.matcher(entry.getName()).matches() || files >= MAX_FILES) {
          throw new CliException("The server sent a file that no pipeline has: nothing is sure.");
        }
        Path file = folder.resolve(entry.getName());
        Path part = folder.resolve(entry.getName() + ".part");
        Files.write(part, zip.readAllBytes());
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        files++;
      }
      console.line(files + (files == 1 ? " pipeline" : " pipelines") + " written to " + folder);
      return Exit.FINE;
    } catch (IOException e) {
      throw new CliException("The pipelines could not be written to " + folder + ".");
    }
  }
}

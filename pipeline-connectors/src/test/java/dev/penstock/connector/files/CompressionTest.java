package dev.penstock.connector.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.luben.zstd.Zstd;
import dev.penstock.connector.Connection;
import dev.penstock.error.PenstockException;
import dev.penstock.error.PermanentException;
import dev.penstock.error.TransientException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompressionTest {
  private final Path folder;

  CompressionTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void theFirstBytesTellWhatAFileIs() throws IOException {
    assertThat(read(gzip("a\n"))).isEqualTo("GZIP a\n");
    assertThat(read(Zstd.compress(bytes("a\n")))).isEqualTo("ZSTD a\n");
    assertThat(read(bytes("a\n"))).isEqualTo("NONE a\n");
    assertThat(read(bytes(""))).isEqualTo("NONE ");
    assertThat(read(new byte[] {0x1f})).startsWith("NONE");
  }

  @Test
  void partsBehindEachOtherAreOneText() throws IOException {
    byte[] skipped = {0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 9, 9, 9};

    assertThat(read(join(gzip("a\n"), gzip("b\n")))).isEqualTo("GZIP a\nb\n");
    assertThat(
            read(join(skipped, Zstd.compress(bytes("a\n")), skipped, Zstd.compress(bytes("b\n")))))
        .isEqualTo("ZSTD a\nb\n");
  }

  @Test
  void whatEndsEarlyIsDamaged() throws IOException {
    byte[] random = new byte[100_000];
    new SplittableRandom(7).nextBytes(random);
    byte[] zstd = Zstd.compress(random);
    byte[] gzip = gzip(new String(random, UTF_8));

    for (byte[] whole : new byte[][] {zstd, gzip}) {
      for (int length : new int[] {6, whole.length / 2, whole.length - 1}) {
        PermanentException error =
            catchThrowableOfType(
                PermanentException.class, () -> read(Arrays.copyOf(whole, length)));

        assertThat(error.problem().code()).isEqualTo("bad-compression");
        assertThat(error.problem().where()).isEqualTo("file");
      }
    }
  }

  @Test
  void aZstdFileThatAsksForTooMuchMemoryIsRefused() throws IOException {
    // RFC 8878, 3.1.1: magic, descriptor, window of 2^(10 + high five bits), one raw block "x".
    byte[] most = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0, (byte) (17 << 3), 9, 0, 0, 'x'};
    byte[] more = most.clone();
    more[5] = (byte) (18 << 3);

    PermanentException error = catchThrowableOfType(PermanentException.class, () -> read(more));

    assertThat(read(most)).isEqualTo("ZSTD x");
    assertThat(error.problem().message()).contains("128 MiB");
  }

  @Test
  void aFailingStorageIsNotTakenForTheEndOfTheFileNorForDamage() throws IOException {
    for (byte[] whole :
        new byte[][] {gzip("a\n".repeat(1000)), Zstd.compress(bytes("a\n".repeat(1000)))}) {
      Compression compression = whole[0] == 0x1f ? Compression.GZIP : Compression.ZSTD;
      for (int length : new int[] {whole.length / 2, whole.length}) {
        try (OpenFile file = write(whole)) {
          OpenFile failing = new FailingFile(file, length);

          PenstockException error =
              catchThrowableOfType(PenstockException.class, () -> read(failing, compression));

          assertThat(error).isInstanceOf(TransientException.class);
        }
      }
    }
  }

  private String read(byte[] stored) throws IOException {
    try (OpenFile file = write(stored)) {
      Compression compression = Compression.of(file, Optional.empty());
      return compression + " " + read(file, compression);
    }
  }

  private static String read(OpenFile file, Compression compression) {
    try (InputStream in = compression.open(file)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw compression.failure(file, e);
    }
  }

  private OpenFile write(byte[] stored) throws IOException {
    Files.write(folder.resolve("file"), stored);
    return FileRoot.of(new Connection("inbox", "files", Map.of("root", folder.toString())))
        .open("file");
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes(text));
    }
    return packed.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** A file whose storage fails behind some bytes. */
  private record FailingFile(OpenFile file, int good) implements OpenFile {
    @Override
    public String path() {
      return file.path();
    }

    @Override
    public String connection() {
      return file.connection();
    }

    @Override
    public FileStamp stamp() {
      return file.stamp();
    }

    @Override
    public InputStream from(long offset) throws IOException {
      byte[] front = file.from(0).readNBytes(good);
      InputStream broken =
          new InputStream() {
            @Override
            public int read() throws IOException {
              throw new IOException("Input/output error");
            }
          };
      return new SequenceInputStream(new ByteArrayInputStream(front), broken);
    }

    @Override
    public Path local() throws IOException {
      return file.local();
    }

    @Override
    public void verify(FileStamp expected) {
      file.verify(expected);
    }

    @Override
    public PenstockException failure(IOException e) {
      return file.failure(e);
    }

    @Override
    public void close() {
      file.close();
    }
  }
}

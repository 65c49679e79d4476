package dev.penstock.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A key and a certificate of its own for servers on this machine, for tests of TLS, made by the
 * JDK's keytool.
 *
 * @param keystore PKCS12 with both
 * @param password of the keystore
 * @param key PEM, readable by its owner only
 * @param certificate PEM; clients that trust it trust the server
 */
public record Certificates(Path keystore, String password, Path key, Path certificate) {
  private static final String ALIAS = "server";
  private static final long PATIENCE_SECONDS = 60;

  /** Makes them in a folder. */
  public static Certificates make(Path folder) {
    try {
      Files.createDirectories(folder);
      Path keystore = folder.resolve("server.p12");
      String password = Homes.secret(folder, "keystore");
      keytool(
          folder,
          List.of(
              "-genkeypair",
              "-alias",
              ALIAS,
              "-keyalg",
              "RSA",
              "-keysize",
              "2048",
              "-validity",
              "7",
              "-dname",
              "CN=localhost",
              "-ext",
              "san=ip:127.0.0.1,dns:localhost",
              "-storetype",
              "PKCS12",
              "-keystore",
              keystore.toString(),
              "-storepass:env",
              "PENSTOCK_STORE"),
          password);
      KeyStore store = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(keystore)) {
        store.load(in, password.toCharArray());
      }
      Path key = folder.resolve("server.key");
      Files.writeString(
          key, pem("PRIVATE KEY", store.getKey(ALIAS, password.toCharArray()).getEncoded()));
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
      Path certificate = folder.resolve("server.crt");
      Files.writeString(certificate, pem("CERTIFICATE", store.getCertificate(ALIAS).getEncoded()));
      return new Certificates(keystore, password, key, certificate);
    } catch (IOException | GeneralSecurityException e) {
      throw new StackException("Cannot make a certificate: " + e.getMessage(), e);
    }
  }

  private static void keytool(Path folder, List<String> words, String password) throws IOException {
    List<String> all = new java.util.ArrayList<>(words);
    all.addFirst(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    ProcessBuilder builder = new ProcessBuilder(all);
    builder.environment().put("PENSTOCK_STORE", password);
    Path log = folder.resolve("keytool.log");
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException("keytool failed: " + Files.readString(log));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static String pem(String type, byte[] content) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
        + "\n-----END "
        + type
        + "-----\n";
  }
}

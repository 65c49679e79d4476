package dev.penstock.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** Stands in for a service: is ready at once and tells what configuration reached it. */
final class StubService {
  private StubService() {}

  public static void main(String[] arguments) throws IOException {
    if (Boolean.getBoolean("stub.fails")) {
      System.err.println("The stub was told to fail.");
      System.exit(1);
    }
    int port = Integer.parseInt(environment("QUARKUS_HTTP_PORT"));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/q/health/ready", exchange -> answer(exchange, "{}"));
    server.createContext("/env", exchange -> answer(exchange, environment(query(exchange))));
    server.createContext(
        "/property", exchange -> answer(exchange, System.getProperty(query(exchange), "")));
    server.start();
  }

  private static String query(HttpExchange exchange) {
    return String.valueOf(exchange.getRequestURI().getQuery());
  }

  private static String environment(String name) {
    String value = System.getenv(name);
    return value == null ? "" : value;
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(bytes);
    }
  }

  /** A project folder in which each service is this stub. */
  static Path project(Path folder) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, StubService.class.getName());
    String classFile = StubService.class.getName().replace('.', '/') + ".class";
    for (Component service : Component.services()) {
      Path app = folder.resolve(service.module()).resolve("target/quarkus-app");
      Files.createDirectories(app);
      try (var classes = StubService.class.getResourceAsStream("/" + classFile);
          var file = Files.newOutputStream(app.resolve("quarkus-run.jar"));
          var jar = new JarOutputStream(file, manifest)) {
        jar.putNextEntry(new ZipEntry(classFile));
        if (classes != null) {
          classes.transferTo(jar);
        }
        jar.closeEntry();
      }
    }
    return folder;
  }
}

package dev.penstock.connector.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Forwards connections, and breaks each off after so many bytes of answers, or lets it hang. */
final class CuttingProxy implements AutoCloseable {
  private final ServerSocket listener;
  private final int target;
  private final AtomicLong limit = new AtomicLong(Long.MAX_VALUE);
  private final AtomicInteger cuts = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CountDownLatch reached = new CountDownLatch(1);
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean hangs;

  CuttingProxy(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** From now on each connection gives so many bytes of answers. */
  void cutAfter(long bytes) {
    limit.set(bytes);
  }

  /** From now on a connection that has given its bytes says nothing more and stays open. */
  void hangAfter(long bytes) {
    hangs = true;
    limit.set(bytes);
  }

  int cuts() {
    return cuts.get();
  }

  /** Waits until a connection has given its bytes. */
  void awaitLimit() throws InterruptedException {
    reached.await();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(client);
        sockets.add(server);
        Thread.ofVirtual().start(() -> copy(client, server, false));
        Thread.ofVirtual().start(() -> copy(server, client, true));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void copy(Socket from, Socket to, boolean answers) {
    byte[] piece = new byte[8192];
    long given = 0;
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        int allowed = answers ? (int) Math.min(count, limit.get() - given) : count;
        out.write(piece, 0, Math.max(allowed, 0));
        out.flush();
        given += allowed;
        if (allowed < count) {
          cuts.incrementAndGet();
          reached.countDown();
          if (hangs) {
            closed.await();
          }
          return;
        }
      }
    } catch (IOException e) {
      // Either side is gone.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}

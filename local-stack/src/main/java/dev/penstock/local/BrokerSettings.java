package dev.penstock.local;

import java.util.Map;
import java.util.TreeMap;

/**
 * The server settings of a small broker that is a cluster of its own (KRaft, broker and controller
 * in one), on loopback. Stateless.
 */
public final class BrokerSettings {
  private static final int LARGEST_MESSAGE = 4 << 20;

  private BrokerSettings() {}

  /**
   * A new map, which the caller may add to.
   *
   * @param data the folder of the broker's data
   */
  public static Map<String, String> of(int port, int controllerPort, String data) {
    Map<String, String> all = new TreeMap<>();
    all.put("process.roles", "broker,controller");
    all.put("node.id", "1");
    all.put(
        "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
    all.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
    all.put("controller.listener.names", "CONTROLLER");
    all.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    all.put("log.dirs", data);
    all.put("auto.create.topics.enable", "false");
    all.put("message.max.bytes", String.valueOf(LARGEST_MESSAGE));
    all.put("replica.fetch.max.bytes", String.valueOf(LARGEST_MESSAGE));
    all.put("offsets.topic.num.partitions", "8");
    all.put("offsets.topic.replication.factor", "1");
    all.put("transaction.state.log.num.partitions", "8");
    all.put("transaction.state.log.replication.factor", "1");
    all.put("transaction.state.log.min.isr", "1");
    all.put("share.coordinator.state.topic.num.partitions", "1");
    all.put("share.coordinator.state.topic.replication.factor", "1");
    all.put("share.coordinator.state.topic.min.isr", "1");
    // A broker that was killed may come back only when its old session is over.
    all.put("broker.session.timeout.ms", "3000");
    all.put("broker.heartbeat.interval.ms", "500");
    all.put("group.initial.rebalance.delay.ms", "0");
    all.put("num.network.threads", "2");
    all.put("num.io.threads", "4");
    all.put("background.threads", "2");
    all.put("num.recovery.threads.per.data.dir", "2");
    all.put("log.cleaner.dedupe.buffer.size", String.valueOf(16 << 20));
    return all;
  }
}

package dev.penstock.api.events;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a client missed while it was away, page by page up to where the {@link EventHub} takes over.
 * Not thread-safe; used by one thread after another.
 */
public final class Missed implements Iterator<List<PublicEvent>> {
  /** Offsets before the client's in which an event may stand that comes again behind it. */
  private static final long BACK = 1_000;

  private static final int RUNS = 2_000;

  private final EventHistory history;
  private final EventHub hub;
  private final Optional<String> run;
  private final long first;
  private final Seen seen = new Seen(RUNS);
  private EventHistory.Page page;
  private boolean taken;
  private boolean ended;

  /**
   * Reads the first page.
   *
   * @param after what the client saw last
   * @param run the only run that it follows; it ends with the run's last event
   */
  public Missed(EventHistory history, EventHub hub, EventId after, Optional<String> run) {
    this.history = history;
    this.hub = hub;
    this.run = run;
    run.ifPresent(id -> seen.fresh(id, after.revision()));
    page = history.read(after.offset() + 1, BACK, run);
    first = page.gap() ? page.next() : after.offset() + 1;
    page.events().stream()
        .filter(event -> event.offset() < first)
        .filter(this::wanted)
        .forEach(seen::fresh);
  }

  /** Whether events that the client has not seen are lost. */
  public boolean gap() {
    return page.gap();
  }

  /** The newest revision of a run that the client has seen; -1 where that is not known. */
  public long revision(String id) {
    return seen.last(id);
  }

  /** The offset behind what was read. */
  public long position() {
    return page.next();
  }

  @Override
  public boolean hasNext() {
    return !ended && !(taken && page.end() && hub.remembers(page.next()));
  }

  @Override
  public List<PublicEvent> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    if (taken) {
      if (!hub.following()) {
        throw EventHub.unavailable();
      }
      page = history.read(page.next(), 0, run);
    }
    taken = true;
    List<PublicEvent> news = new ArrayList<>();
    for (PublicEvent event : page.events()) {
      if (event.offset() >= first) {
        take(event, news::add);
      }
    }
    return news;
  }

  /**
   * Goes on with what comes.
   *
   * @param end called after the last event of the run
   * @return empty where the hub has gone too far meanwhile
   */
  public Optional<EventHub.Subscription> join(Consumer<PublicEvent> out, Runnable end) {
    if (ended) {
      end.run();
      return Optional.of(() -> {});
    }
    return hub.subscribe(
        page.next(),
        event -> {
          boolean before = ended;
          take(event, out);
          if (ended && !before) {
            end.run();
          }
        });
  }

  private void take(PublicEvent event, Consumer<PublicEvent> out) {
    if (ended || !wanted(event) || !seen.fresh(event)) {
      return;
    }
    out.accept(event);
    ended = run.isPresent() && event.last();
  }

  private boolean wanted(PublicEvent event) {
    return run.isEmpty() || run.get().equals(event.run());
  }
}

package dev.penstock.connector.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.batch.Columns;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.SplitReader;
import dev.penstock.connector.rows.JsonBatches;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads page after page. A batch is a page, or a part of one that is too long; a checkpoint inside
 * of a page is good as long as the server gives the same page again.
 */
final class RestReader implements SplitReader {
  private final Pages pages;
  private final RestOptions options;
  private final String origin;
  private final JsonBatches batches;
  private final Cancellation cancellation;
  private RestPosition position;
  private Greatest greatest;
  private @Nullable Page page;
  private @Nullable RecordSlices records;

  /** Records of the page before the one at which {@code records} stands. */
  private int inPage;

  RestReader(
      Pages pages,
      RestOptions options,
      String origin,
      RestPosition position,
      JsonBatches batches,
      Cancellation cancellation) {
    this.pages = pages;
    this.options = options;
    this.origin = origin;
    this.position = position;
    this.greatest = position.greatest();
    this.batches = batches;
    this.cancellation = cancellation;
  }

  @Override
  public @Nullable SourceBatch next() {
    while (true) {
      cancellation.check();
      Page open = page;
      RecordSlices at = records;
      if (open == null || at == null) {
        if (position.page().isEmpty()) {
          return null;
        }
        load(position.page().get());
        continue;
      }
      while (at.present()) {
        if (batches.full()) {
          position = inside(open);
          return batches.take(position.toJson());
        }
        add(open, at);
      }
      position = behind(position.page().orElseThrow(), open);
      drop();
      if (!batches.isEmpty()) {
        return batches.take(position.toJson());
      }
    }
  }

  @Override
  public @Nullable JsonNode state() {
    return greatest.value().map(Incremental.Window::state).orElse(null);
  }

  @Override
  public void close() {
    drop();
    batches.close();
  }

  private void load(PageRef ref) {
    if (position.pages() >= options.paging().maxPages()) {
      throw RestErrors.tooManyPages(origin, options.paging().maxPages());
    }
    Page loaded = pages.get(ref);
    String digest = loaded.digest();
    boolean partly = position.skip() > 0;
    boolean same = digest.equals(position.digest());
    if (partly && !same) {
      throw RestErrors.changed(loaded.where());
    }
    RecordSlices slices = loaded.records();
    if (!partly && same && slices.present() && options.paging().type().counts()) {
      slices.close();
      throw RestErrors.repeated(loaded.where());
    }
    for (inPage = 0; inPage < position.skip(); inPage++) {
      slices.advance();
    }
    page = loaded;
    records = slices;
  }

  private void add(Page open, RecordSlices at) {
    long ordinal = position.ordinal() + inPage - position.skip() + 1;
    options.cursor().ifPresent(cursor -> notice(cursor, open, at, ordinal));
    batches.add(open.body(), at.from(), at.to(), ordinal, at.to() - at.from());
    inPage++;
    at.advance();
  }

  private void notice(Incremental cursor, Page open, RecordSlices at, long ordinal) {
    JsonPath field = cursor.field();
    String place = Columns.place(origin, ordinal);
    try {
      JsonNode value =
          new JsonWalk(null, List.of(field))
              .over(open.body(), at.from(), at.to())
              .values()
              .get(field);
      if (value != null && !value.isNull()) {
        greatest = greatest.with(value);
      }
    } catch (Greatest.Mixed e) {
      throw RestErrors.mixed(place, field);
    } catch (IOException e) {
      throw RestErrors.malformed(open.where(), e);
    }
  }

  private RestPosition inside(Page open) {
    return new RestPosition(
        position.page(),
        inPage,
        ordinal(),
        position.pages(),
        open.digest(),
        position.loop(),
        greatest);
  }

  private RestPosition behind(PageRef ref, Page read) {
    Optional<PageRef> next = pages.next(ref, read, inPage, ordinal());
    LoopWatch loop = position.loop();
    if (next.isPresent() && !options.paging().type().counts()) {
      loop = loop.stepTo(next.get()).orElseThrow(() -> RestErrors.repeated(read.where()));
    }
    return new RestPosition(
        next, 0, ordinal(), position.pages() + 1, read.digest(), loop, greatest);
  }

  private long ordinal() {
    return position.ordinal() + inPage - position.skip();
  }

  private void drop() {
    if (records != null) {
      records.close();
    }
    records = null;
    page = null;
  }
}

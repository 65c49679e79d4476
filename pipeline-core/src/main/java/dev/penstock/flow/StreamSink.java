package dev.penstock.flow;

import java.util.List;
import java.util.stream.Collector;

/** Where the chunks of one run end, on one thread. */
interface StreamSink<T, R> {
  void take(List<T> chunk, PipelineContext context) throws Exception;

  /** No more comes. */
  R end();

  static <T> StreamSink<T, Long> loading(Load<T> load) {
    return new StreamSink<>() {
      private long records;

      @Override
      public void take(List<T> chunk, PipelineContext context) throws Exception {
        load.load(chunk, context);
        records += chunk.size();
      }

      @Override
      public Long end() {
        return records;
      }
    };
  }

  static <T, A, R> StreamSink<T, R> collecting(Collector<T, A, R> collector) {
    A all = collector.supplier().get();
    return new StreamSink<>() {
      @Override
      public void take(List<T> chunk, PipelineContext context) {
        chunk.forEach(record -> collector.accumulator().accept(all, record));
      }

      @Override
      public R end() {
        return collector.finisher().apply(all);
      }
    };
  }
}

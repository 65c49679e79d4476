package dev.penstock.api.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunFollowerTest {
  private final List<PublicEvent> out = new ArrayList<>();
  private final List<String> end = new ArrayList<>();
  private final RunFollower follower = new RunFollower("r", out::add, () -> end.add("end"));

  @Test
  void theStateComesFirstAndOnlyNewsFollow() {
    PublicEvent old = event("r", 3, false);
    PublicEvent early = event("r", 5, false);
    PublicEvent state = event("r", 4, false);
    PublicEvent next = event("r", 6, false);
    follower.live(old);
    follower.live(early);

    follower.begin(state);
    follower.live(next);
    follower.live(early);
    follower.live(event("other", 7, false));

    assertThat(out).containsExactly(state, early, next);
    assertThat(end).isEmpty();
  }

  @Test
  void nothingFollowsTheLastEvent() {
    PublicEvent state = event("r", 1, false);
    PublicEvent last = event("r", 2, true);
    follower.begin(state);
    follower.live(last);
    follower.live(event("r", 3, false));

    assertThat(out).containsExactly(state, last);
    assertThat(end).containsExactly("end");
  }

  @Test
  void aRunThatIsOverEndsAtOnce() {
    follower.live(event("r", 2, true));
    follower.begin(event("r", 2, true));

    assertThat(out).hasSize(1);
    assertThat(end).containsExactly("end");
  }

  private static PublicEvent event(String run, long revision, boolean last) {
    return new PublicEvent(revision, "run.updated", run, revision, last, "{}");
  }
}

package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What Grafana demands of the files, as far as it can be seen without it. */
class DashboardFilesTest {
  private record Box(int x, int y, int w, int h) {
    static Box of(JsonNode panel) {
      JsonNode at = panel.path("gridPos");
      return new Box(
          at.path("x").asInt(-1),
          at.path("y").asInt(-1),
          at.path("w").asInt(),
          at.path("h").asInt());
    }

    boolean meets(Box other) {
      return x < other.x + other.w && other.x < x + w && y < other.y + other.h && other.y < y + h;
    }
  }

  @Test
  void dashboardsCanBeImported() {
    Set<String> uids = new HashSet<>();
    List<Monitoring.Dashboard> dashboards = Monitoring.dashboards();
    assertThat(dashboards).hasSize(3);
    for (Monitoring.Dashboard dashboard : dashboards) {
      JsonNode json = dashboard.json();
      assertThat(json.path("schemaVersion").asInt()).isGreaterThanOrEqualTo(38);
      assertThat(json.path("title").asText()).isNotEmpty();
      assertThat(uids.add(json.path("uid").asText())).isTrue();
      assertThat(json.has("id")).as("an id belongs to one Grafana").isFalse();
      JsonNode first = json.path("templating").path("list").path(0);
      assertThat(first.path("name").asText()).isEqualTo("datasource");
      assertThat(first.path("type").asText()).isEqualTo("datasource");
    }
  }

  @Test
  void panelsHaveAUnitAQueryAndAPlaceOfTheirOwn() {
    for (Monitoring.Dashboard dashboard : Monitoring.dashboards()) {
      Set<Integer> ids = new HashSet<>();
      List<Box> taken = new ArrayList<>();
      for (JsonNode panel : dashboard.panels()) {
        String title = dashboard.file() + ": " + panel.path("title").asText();
        assertThat(ids.add(panel.path("id").asInt())).as(title).isTrue();
        assertThat(panel.path("title").asText()).as(title).isNotEmpty();
        assertThat(panel.path("fieldConfig").path("defaults").path("unit").asText())
            .as(title)
            .isNotEmpty();
        assertThat(panel.path("targets").size()).as(title).isPositive();
        Set<String> references = new HashSet<>();
        for (JsonNode target : panel.path("targets")) {
          assertThat(references.add(target.path("refId").asText())).as(title).isTrue();
          assertThat(target.path("datasource").path("uid").asText())
              .as(title)
              .isEqualTo("${datasource}");
        }
        Box box = Box.of(panel);
        assertThat(box.x >= 0 && box.y >= 0 && box.w > 0 && box.h > 0 && box.x + box.w <= 24)
            .as(title)
            .isTrue();
        assertThat(taken).as(title).noneMatch(box::meets);
        taken.add(box);
      }
    }
  }
}

package dev.penstock.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.service.MaskKeySetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaskKeySettingTest {
  private static final Optional<String> NOTHING = Optional.empty();

  @Test
  void aKeyComesFromASettingOrAFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("key"), "0123456789abcdef\n");

    assertThat(MaskKeySetting.read(NOTHING, NOTHING).present()).isFalse();
    assertThat(MaskKeySetting.read(Optional.of("0123456789abcdef"), NOTHING).present()).isTrue();
    assertThat(MaskKeySetting.read(NOTHING, Optional.of(file.toString())).present()).isTrue();
  }

  @Test
  void aBadSettingIsNamedAndNotRepeated(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("key"), "too-short\n");

    assertThatThrownBy(() -> MaskKeySetting.read(NOTHING, Optional.of(file.toString())))
        .hasMessageContaining("penstock.mask.key-file")
        .hasMessageContaining("16 bytes")
        .hasMessageNotContaining("too-short");
    assertThatThrownBy(() -> MaskKeySetting.read(Optional.of("tiny"), NOTHING))
        .hasMessageStartingWith("penstock.mask.key: ")
        .hasMessageNotContaining("tiny");
    assertThatThrownBy(() -> MaskKeySetting.read(Optional.of("a"), Optional.of("b")))
        .hasMessageContaining("both set");
    assertThatThrownBy(() -> MaskKeySetting.read(NOTHING, Optional.of(folder + "/none")))
        .hasMessageContaining("cannot be read");
  }
}

package dev.penstock.connector.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.error.PenstockException;
import dev.penstock.error.Problem;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What is kept of an error of the library, and who sees it. */
class S3ErrorsTest {
  @Test
  void theCauseIsKeptForTheServicesLogAndItsTextFromEverybodyElse() {
    SdkClientException cause =
        SdkClientException.create("to http://inner.host", new ConnectException("10.1.2.3 refused"));

    PenstockException error = S3Errors.of(cause, "shop", "a.csv");

    assertThat(error).hasRootCauseInstanceOf(ConnectException.class);
    // The logs of runs show the message of the first cause.
    assertThat(error.getCause()).hasMessage("SdkClientException: ConnectException");
    assertThat(error.problems().stream().map(Problem::text))
        .noneMatch(text -> text.contains("inner.host") || text.contains("10.1.2.3"));
  }
}

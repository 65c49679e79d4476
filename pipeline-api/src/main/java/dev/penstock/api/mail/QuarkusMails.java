package dev.penstock.api.mail;

import dev.penstock.api.hooks.Mails;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.Mailer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The mail server that {@code quarkus.mailer.*} names. */
@ApplicationScoped
class QuarkusMails implements Mails {
  private final Mailer mailer;

  QuarkusMails(Mailer mailer) {
    this.mailer = mailer;
  }

  @Override
  public void send(List<String> to, String subject, String text) {
    mailer.send(new Mail().setTo(to).setSubject(subject).setText(text));
  }
}

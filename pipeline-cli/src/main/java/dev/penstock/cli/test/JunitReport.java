package dev.penstock.cli.test;

import dev.penstock.cli.client.CliException;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes verdicts as JUnit XML, which CI servers read. Stateless. */
final class JunitReport {
  private JunitReport() {}

  static void write(Path to, Map<Path, List<Verdict>> all) {
    try (Writer file = Files.newBufferedWriter(to)) {
      XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(file);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeStartElement("testsuites");
      for (Map.Entry<Path, List<Verdict>> suite : all.entrySet()) {
        suite(xml, suite.getKey().toString(), suite.getValue());
      }
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.flush();
    } catch (IOException | XMLStreamException e) {
      throw new CliException("The report " + to + " could not be written.");
    }
  }

  private static void suite(XMLStreamWriter xml, String name, List<Verdict> verdicts)
      throws XMLStreamException {
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", name);
    xml.writeAttribute("tests", String.valueOf(verdicts.size()));
    long failed = verdicts.stream().filter(verdict -> !verdict.passed()).count();
    long skipped = verdicts.stream().filter(JunitReport::skipped).count();
    xml.writeAttribute("failures", String.valueOf(failed));
    xml.writeAttribute("skipped", String.valueOf(skipped));
    for (Verdict verdict : verdicts) {
      xml.writeStartElement("testcase");
      xml.writeAttribute("classname", name);
      xml.writeAttribute("name", verdict.name());
      xml.writeAttribute("time", String.format(Locale.ROOT, "%.3f", verdict.millis() / 1000.0));
      if (!verdict.passed()) {
        xml.writeStartElement("failure");
        xml.writeAttribute("message", clean(verdict.differences().getFirst()));
        xml.writeCharacters(clean(String.join("\n", verdict.differences())));
        xml.writeEndElement();
      } else if (skipped(verdict)) {
        xml.writeStartElement("skipped");
        xml.writeAttribute("message", clean(String.join("; ", verdict.skipped())));
        xml.writeEndElement();
      }
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private static boolean skipped(Verdict verdict) {
    return verdict.passed() && !verdict.skipped().isEmpty();
  }

  /** Control characters are not for XML. */
  private static String clean(String text) {
    return text.replaceAll("[\\p{Cntrl}&&[^\n\t]]", " ");
  }
}

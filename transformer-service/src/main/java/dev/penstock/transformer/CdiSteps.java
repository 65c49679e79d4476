package dev.penstock.transformer;

import dev.penstock.step.Step;
import dev.penstock.step.Steps;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The beans that are steps and have a {@code @Named}: those of the jars that were beside the
 * transformer when it was put together.
 */
@ApplicationScoped
public class CdiSteps implements Steps {
  private final Instance<Step> beans;

  CdiSteps(@Any Instance<Step> beans) {
    this.beans = beans;
  }

  @Override
  public List<String> names() {
    return handles().map(CdiSteps::name).filter(Objects::nonNull).sorted().toList();
  }

  @Override
  public Optional<Found> find(String name) {
    return handles().filter(handle -> name.equals(name(handle))).findFirst().map(CdiSteps::found);
  }

  private Stream<? extends Instance.Handle<Step>> handles() {
    return beans.handlesStream();
  }

  private static String name(Instance.Handle<Step> handle) {
    return handle.getBean().getName();
  }

  private static Found found(Instance.Handle<Step> handle) {
    boolean own = handle.getBean().getScope().equals(Dependent.class);
    return new Found(
        handle.get(),
        () -> {
          // Others are shared, and end with the application.
          if (own) {
            handle.destroy();
          }
        });
  }
}

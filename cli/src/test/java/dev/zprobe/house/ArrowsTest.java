package dev.zprobe.house;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import dev.zprobe.observation.Observation;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The arrows of the house: who may know whom. */
class ArrowsTest {
  private static final JavaClasses HOUSE =
      new ClassFileImporter().withImportOption(new WithoutTests()).importPackages("dev.zprobe");

  /** Module by module the classes come from different places; none of them is a test's. */
  private static final class WithoutTests implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/test-classes/") && !location.contains("/test/dev/");
    }
  }

  @Test
  void insideTheCoreEachPackageKnowsOnlyThoseBeforeIt() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .withOptionalLayers(true)
        .layer("places")
        .definedBy("dev.zprobe.net..", "dev.zprobe.wire..")
        .layer("facts")
        .definedBy("dev.zprobe.catalog..", "dev.zprobe.observation..")
        .layer("plan")
        .definedBy("dev.zprobe.plan..", "dev.zprobe.traffic..")
        .layer("probe")
        .definedBy("dev.zprobe.probe..")
        .layer("diagnosis")
        .definedBy("dev.zprobe.diagnosis..")
        .layer("repair")
        .definedBy("dev.zprobe.repair..")
        .layer("evidence")
        .definedBy("dev.zprobe.evidence..")
        .layer("compare")
        .definedBy("dev.zprobe.compare..")
        .layer("session")
        .definedBy("dev.zprobe.session..")
        .layer("capture")
        .definedBy("dev.zprobe.capture..")
        .layer("cli")
        .definedBy("dev.zprobe.cli..")
        .whereLayer("places")
        .mayNotAccessAnyLayer()
        .whereLayer("facts")
        .mayOnlyAccessLayers("places")
        .whereLayer("plan")
        .mayOnlyAccessLayers("places", "facts")
        .whereLayer("probe")
        .mayOnlyAccessLayers("places", "facts", "plan")
        .whereLayer("diagnosis")
        .mayOnlyAccessLayers("places", "facts", "plan")
        .whereLayer("repair")
        .mayOnlyAccessLayers("places", "facts", "plan", "diagnosis")
        .whereLayer("evidence")
        .mayOnlyAccessLayers("places", "facts", "plan", "probe", "diagnosis", "repair")
        .whereLayer("compare")
        .mayOnlyAccessLayers("places", "facts", "plan", "diagnosis", "repair", "evidence")
        .whereLayer("session")
        .mayOnlyAccessLayers(
            "places", "facts", "plan", "probe", "diagnosis", "repair", "evidence", "compare")
        .whereLayer("capture")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .check(HOUSE);
  }

  @Test
  void packagesMakeNoCycles() {
    slices().matching("dev.zprobe.(**)").should().beFreeOfCycles().check(HOUSE);
  }

  @Test
  void theOracleKnowsNothingOfWhatItTests() {
    noClasses()
        .that(resideInAPackage("dev.zprobe.testdata.."))
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.zprobe..").and(not(resideInAPackage("dev.zprobe.testdata.."))))
        .check(HOUSE);
  }

  @Test
  void onlyTheDemoKnowsTheOracle() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.zprobe.testdata..", "dev.zprobe.cli.command..")
        .should()
        .dependOnClassesThat(resideInAPackage("dev.zprobe.testdata.."))
        .check(HOUSE);
  }

  @Test
  void onlyTheSourceAndThePathKnowPcap4j() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.zprobe.capture.source..", "dev.zprobe.capture.path..")
        .should()
        .dependOnClassesThat(resideInAPackage("org.pcap4j.."))
        .check(HOUSE);
  }

  @Test
  void onlyOnePackageKnowsNetty() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.zprobe.probe.netty..")
        .should()
        .dependOnClassesThat(resideInAPackage("io.netty.."))
        .check(HOUSE);
  }

  @Test
  void judgementIsPure() {
    noClasses()
        .that(resideInAPackage("dev.zprobe.diagnosis.."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.io..", "java.nio.file..", "java.nio.channels..")
                .or(type(Clock.class)))
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .check(HOUSE);
  }

  @Test
  void observationsAreRecords() {
    classes()
        .that()
        .areAssignableTo(Observation.class)
        .and()
        .areNotInterfaces()
        .should()
        .beRecords()
        .check(HOUSE);
  }

  @Test
  void onlyTheCommandLinePrints() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.zprobe.cli..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .check(HOUSE);
  }

  @Test
  void packetsAndFlowsMakeNoGarbage() {
    noClasses()
        .that(resideInAnyPackage("dev.zprobe.capture.packet..", "dev.zprobe.capture.flow.."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.util.stream..", "java.util.function..")
                .or(type(Optional.class)))
        .check(HOUSE);
  }
}

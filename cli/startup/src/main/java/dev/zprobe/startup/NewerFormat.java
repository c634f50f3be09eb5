package dev.zprobe.startup;

import java.util.HashMap;
import java.util.Map;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * Gives old classes the format of Java 8. Archives of loaded classes leave out what is older than
 * Java 6, whose verifier works without the types that newer classes state at each branch.
 */
final class NewerFormat {
  private static final String CLASS = ".class";
  private static final String OBJECT = "java/lang/Object";

  /** The class above each class of the jar. */
  private final Map<String, String> above = new HashMap<>();

  private NewerFormat() {}

  static void rewrite(Map<String, byte[]> jar) {
    NewerFormat newer = new NewerFormat();
    jar.forEach(newer::learn);
    jar.replaceAll((name, bytes) -> newer.isOld(name, bytes) ? newer.of(bytes) : bytes);
  }

  private void learn(String name, byte[] bytes) {
    if (isOld(name, bytes)) {
      ClassReader reader = new ClassReader(bytes);
      boolean isInterface = (reader.getAccess() & Opcodes.ACC_INTERFACE) != 0;
      above.put(reader.getClassName(), isInterface ? OBJECT : reader.getSuperName());
    }
  }

  private boolean isOld(String name, byte[] bytes) {
    return name.endsWith(CLASS) && (bytes[6] << 8 | bytes[7] & 0xff) < Opcodes.V1_6;
  }

  private byte[] of(byte[] bytes) {
    byte[] newer = bytes.clone();
    newer[7] = Opcodes.V1_8;
    ClassWriter writer = new Framer();
    new ClassReader(newer).accept(writer, ClassReader.SKIP_FRAMES);
    return writer.toByteArray();
  }

  /** Knows which class two classes have in common without loading either. */
  private final class Framer extends ClassWriter {
    Framer() {
      super(COMPUTE_FRAMES);
    }

    @Override
    protected String getCommonSuperClass(String one, String other) {
      for (String each = one; !each.equals(OBJECT); each = superOf(each)) {
        for (String its = other; !its.equals(OBJECT); its = superOf(its)) {
          if (each.equals(its)) {
            return each;
          }
        }
      }
      return OBJECT;
    }

    private String superOf(String name) {
      String known = above.get(name);
      if (known != null) {
        return known;
      }
      try {
        Class<?> platform =
            Class.forName(name.replace('/', '.'), false, ClassLoader.getPlatformClassLoader());
        Class<?> base = platform.getSuperclass();
        return base == null ? OBJECT : base.getName().replace('.', '/');
      } catch (ClassNotFoundException elsewhere) {
        return OBJECT; // as of an interface: the verifier then asks for nothing that is not there
      }
    }
  }
}

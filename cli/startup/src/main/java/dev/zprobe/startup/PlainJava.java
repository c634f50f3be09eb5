package dev.zprobe.startup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Puts plain classes and methods in the place of what Java makes when it comes to a lambda or to a
 * derived method of a record for the first time.
 */
final class PlainJava {
  private static final String LAMBDAS = "java/lang/invoke/LambdaMetafactory";
  private static final String RECORDS = "java/lang/runtime/ObjectMethods";

  /** By the class whose nest they belong to: what they call is private there. */
  private final Map<String, List<String>> nests = new HashMap<>();

  private final Map<String, byte[]> made = new HashMap<>();

  private PlainJava() {}

  static void rewrite(Map<String, byte[]> jar) {
    PlainJava plain = new PlainJava();
    jar.replaceAll((name, bytes) -> isClass(name) ? plain.of(bytes) : bytes);
    jar.replaceAll((name, bytes) -> isClass(name) ? plain.withNest(bytes) : bytes);
    plain.made.keySet().stream()
        .sorted()
        .forEach(name -> jar.put(name + ".class", plain.made.get(name)));
  }

  private static boolean isClass(String name) {
    return name.endsWith(".class") && !name.endsWith("-info.class");
  }

  private byte[] of(byte[] bytes) {
    ClassReader reader = new ClassReader(bytes);
    ClassWriter writer =
        new ClassWriter(0); // with constants of its own: what made lambdas is left out
    reader.accept(new Rewriter(reader, writer), 0);
    return writer.toByteArray();
  }

  private byte[] withNest(byte[] bytes) {
    ClassReader reader = new ClassReader(bytes);
    List<String> members = nests.get(reader.getClassName());
    if (members == null) {
      return bytes;
    }
    ClassWriter writer = new ClassWriter(reader, 0);
    reader.accept(writer, 0);
    members.forEach(writer::visitNestMember);
    return writer.toByteArray();
  }

  private final class Rewriter extends ClassVisitor {
    private final String owner;
    private final boolean isInterface;
    private String host;
    private int lambdas;
    private final List<RecordMethod> derived = new ArrayList<>();

    Rewriter(ClassReader reader, ClassWriter writer) {
      super(Opcodes.ASM9, writer);
      owner = reader.getClassName();
      host = owner;
      isInterface = (reader.getAccess() & Opcodes.ACC_INTERFACE) != 0;
    }

    @Override
    public void visitNestHost(String name) {
      super.visitNestHost(name);
      host = name;
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String type, String shape, String[] thrown) {
      return new MethodVisitor(Opcodes.ASM9, super.visitMethod(access, name, type, shape, thrown)) {
        @Override
        public void visitInvokeDynamicInsn(
            String called, String site, Handle maker, Object... facts) {
          if (!replaced(mv, called, Type.getMethodType(site), maker, facts)) {
            super.visitInvokeDynamicInsn(called, site, maker, facts);
          }
        }
      };
    }

    private boolean replaced(
        MethodVisitor code, String called, Type site, Handle maker, Object... facts) {
      if (maker.getOwner().equals(LAMBDAS) && maker.getName().equals("metafactory")) {
        return lambda(code, new Lambda(called, site, facts));
      }
      if (maker.getOwner().equals(RECORDS) && !isInterface) {
        RecordMethod method = new RecordMethod(owner, called, site, facts);
        derived.add(method);
        method.call(code);
        return true;
      }
      return false;
    }

    private boolean lambda(MethodVisitor code, Lambda lambda) {
      if (!lambda.isPlain()) {
        return false;
      }
      String name = owner + "$$Plain" + ++lambdas;
      made.put(name, lambda.classOf(name, host));
      nests.computeIfAbsent(host, any -> new ArrayList<>()).add(name);
      lambda.call(code, name);
      return true;
    }

    @Override
    public void visitEnd() {
      derived.forEach(each -> each.define(cv));
      super.visitEnd();
    }
  }
}

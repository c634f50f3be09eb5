package dev.zprobe.startup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

class NewerFormatTest {
  @TempDir private Path directory;

  @Test
  void anOldClassBecomesOneOfJava8ThatRuns() throws Exception {
    Map<String, byte[]> jar = new LinkedHashMap<>(Map.of("Old.class", old(Opcodes.V1_5)));
    NewerFormat.rewrite(jar);
    byte[] bytes = jar.get("Old.class");
    assertEquals(Opcodes.V1_8, bytes[7]);
    ClassLoader loader =
        new ClassLoader() {
          @Override
          protected Class<?> findClass(String name) {
            return defineClass(name, bytes, 0, bytes.length);
          }
        };
    Callable<?> made = (Callable<?>) loader.loadClass("Old").getConstructor().newInstance();
    assertEquals(List.of(), made.call());
  }

  @Test
  void whatIsNewEnoughStays() {
    byte[] bytes = old(Opcodes.V1_6);
    Map<String, byte[]> jar = new LinkedHashMap<>(Map.of("Old.class", bytes));
    NewerFormat.rewrite(jar);
    assertSame(bytes, jar.get("Old.class"));
  }

  @Test
  void aJarIsReadAsItWasWritten() throws IOException {
    Path jar = directory.resolve("a.jar");
    Jar.write(jar, Map.of("a/B.class", new byte[] {1, 2}));
    assertEquals(List.of("a/B.class"), List.copyOf(Jar.read(jar).keySet()));
  }

  @Test
  void aSignedJarIsRefused() throws IOException {
    Path jar = directory.resolve("a.jar");
    Jar.write(jar, Map.of("META-INF/A.SF", new byte[0]));
    assertThrows(IOException.class, () -> Jar.read(jar));
  }

  /** A callable with a branch at whose end two classes meet: an ArrayList or a LinkedList. */
  private static byte[] old(int version) {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    String[] callable = {Type.getInternalName(Callable.class)};
    writer.visit(version, Opcodes.ACC_PUBLIC, "Old", null, "java/lang/Object", callable);
    MethodVisitor made = writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "()V", null, null);
    made.visitCode();
    made.visitVarInsn(Opcodes.ALOAD, 0);
    made.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
    made.visitInsn(Opcodes.RETURN);
    made.visitMaxs(0, 0);
    MethodVisitor call =
        writer.visitMethod(Opcodes.ACC_PUBLIC, "call", "()Ljava/lang/Object;", null, null);
    call.visitCode();
    Label other = new Label();
    Label end = new Label();
    call.visitVarInsn(Opcodes.ALOAD, 0);
    call.visitJumpInsn(Opcodes.IFNULL, other);
    make(call, "java/util/ArrayList");
    call.visitJumpInsn(Opcodes.GOTO, end);
    call.visitLabel(other);
    make(call, "java/util/LinkedList");
    call.visitLabel(end);
    call.visitInsn(Opcodes.ARETURN);
    call.visitMaxs(0, 0);
    writer.visitEnd();
    return writer.toByteArray();
  }

  private static void make(MethodVisitor code, String list) {
    code.visitTypeInsn(Opcodes.NEW, list);
    code.visitInsn(Opcodes.DUP);
    code.visitMethodInsn(Opcodes.INVOKESPECIAL, list, "<init>", "()V", false);
  }
}

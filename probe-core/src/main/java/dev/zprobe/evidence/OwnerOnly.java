package dev.zprobe.evidence;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;

/**
 * Files and directories for the owner alone, from the moment they exist: POSIX modes 0600 and 0700,
 * or one access control entry where the file system has those instead.
 */
public final class OwnerOnly {
  private OwnerOnly() {}

  /**
   * Creates a directory and its missing parents. Parents keep the usual mode.
   *
   * @throws IOException also when it exists already
   */
  public static void directory(Path directory) throws IOException {
    Path parent = directory.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.createDirectory(directory, attributes("rwx------"));
    narrow(directory);
  }

  /**
   * Creates an empty file.
   *
   * @throws IOException also when it exists already
   */
  public static void file(Path file) throws IOException {
    Files.createFile(file, attributes("rw-------"));
    narrow(file);
  }

  /** Takes the rights of everybody else from a directory that exists, where this user may. */
  public static void narrowDirectory(Path directory) throws IOException {
    if (isPosix()) {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }
    narrow(directory);
  }

  private static FileAttribute<?>[] attributes(String mode) {
    return isPosix()
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }

  private static void narrow(Path path) throws IOException {
    AclFileAttributeView view = Files.getFileAttributeView(path, AclFileAttributeView.class);
    if (isPosix() || view == null) {
      return;
    }
    AclEntry ownerMayAll =
        AclEntry.newBuilder()
            .setType(AclEntryType.ALLOW)
            .setPrincipal(view.getOwner())
            .setPermissions(EnumSet.allOf(AclEntryPermission.class))
            .build();
    view.setAcl(List.of(ownerMayAll));
  }

  private static boolean isPosix() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }
}

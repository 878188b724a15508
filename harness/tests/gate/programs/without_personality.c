// SPDX-License-Identifier: Apache-2.0
// Runs a command in which address-space randomisation cannot be turned off, as in a container:
//
//   all PROGRAM…     personality(2) is not permitted at all
//   docker PROGRAM…  as Docker's default profile has it: reading it is permitted, and four values; none of
//                    them has ADDR_NO_RANDOMIZE
//
// A real seccomp filter, made here; it stays with every process that the command starts.
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define REFUSE BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)
#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
// The next instruction is skipped unless the loaded value is `value`.
#define IF(value) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1)
#define UNLESS(value) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 1, 0)

static struct sock_filter all[] = {LOAD(nr), IF(SYS_personality), REFUSE, ALLOW};

static struct sock_filter docker[] = {LOAD(nr),       UNLESS(SYS_personality),
                                      ALLOW,          LOAD(args[0]),
                                      IF(0x0),        ALLOW,
                                      IF(0x8),        ALLOW,
                                      IF(0x20000),    ALLOW,
                                      IF(0x20008),    ALLOW,
                                      IF(0xffffffff), ALLOW,
                                      REFUSE};

static int install(struct sock_filter* filter, size_t instructions) {
  struct sock_fprog program = {.len = (unsigned short)instructions, .filter = filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

int main(int argc, char** argv) {
  if (argc < 3) return 94;
  const int installed = strcmp(argv[1], "docker") == 0 ? install(docker, sizeof docker / sizeof *docker)
                                                       : install(all, sizeof all / sizeof *all);
  if (installed != 0) return 93;
  execv(argv[2], argv + 2);
  return 95;
}

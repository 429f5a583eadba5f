"""Which system calls the room may make: a list of what Python and NumPy need.

Not on it, among others: starting programs and processes, sockets, mounts, ptrace, reading
other processes, io_uring, keyrings, memory files, signals to anyone but oneself. What is not
on the list fails with EPERM.
"""

from __future__ import annotations

import ctypes

from . import linux

# name: number on x86-64, on aarch64 (None: not there)
# fmt: off
PLAIN: dict[str, tuple[int, int | None]] = {
    "read": (0, 63), "write": (1, 64), "readv": (19, 65), "writev": (20, 66), "pread64": (17, 67),
    "pwrite64": (18, 68), "preadv": (295, 69), "pwritev": (296, 70), "preadv2": (327, 286),
    "pwritev2": (328, 287), "open": (2, None), "openat": (257, 56), "close": (3, 57),
    "close_range": (436, 436), "creat": (85, None), "lseek": (8, 62), "stat": (4, None),
    "fstat": (5, 80), "lstat": (6, None), "newfstatat": (262, 79), "statx": (332, 291),
    "access": (21, None), "faccessat": (269, 48), "faccessat2": (439, 439), "readlink": (89, None),
    "readlinkat": (267, 78), "getdents": (78, None), "getdents64": (217, 61), "getcwd": (79, 17),
    "chdir": (80, 49), "fchdir": (81, 50), "rename": (82, None), "renameat": (264, 38),
    "renameat2": (316, 276), "mkdir": (83, None), "mkdirat": (258, 34), "rmdir": (84, None),
    "unlink": (87, None), "unlinkat": (263, 35), "link": (86, None), "linkat": (265, 37),
    "symlink": (88, None), "symlinkat": (266, 36), "chmod": (90, None), "fchmod": (91, 52),
    "fchmodat": (268, 53), "umask": (95, 166), "truncate": (76, 45), "ftruncate": (77, 46),
    "fallocate": (285, 47), "fsync": (74, 82), "fdatasync": (75, 83), "flock": (73, 32),
    "fadvise64": (221, 223), "copy_file_range": (326, 285), "sendfile": (40, 71),
    "utime": (132, None), "utimes": (235, None), "utimensat": (280, 88), "futimesat": (261, None),
    "statfs": (137, 43), "fstatfs": (138, 44), "dup": (32, 23), "dup2": (33, None),
    "dup3": (292, 24), "pipe": (22, None), "pipe2": (293, 59), "select": (23, None),
    "pselect6": (270, 72), "poll": (7, None), "ppoll": (271, 73), "epoll_create": (213, None),
    "epoll_create1": (291, 20), "epoll_ctl": (233, 21), "epoll_wait": (232, None),
    "epoll_pwait": (281, 22), "eventfd": (284, None), "eventfd2": (290, 19), "mmap": (9, 222),
    "munmap": (11, 215), "mprotect": (10, 226), "mremap": (25, 216), "madvise": (28, 233),
    "brk": (12, 214), "msync": (26, 227), "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139), "rt_sigpending": (127, 136), "rt_sigsuspend": (130, 133),
    "rt_sigtimedwait": (128, 137), "sigaltstack": (131, 132), "pause": (34, None),
    "alarm": (37, None), "getitimer": (36, 102), "setitimer": (38, 103),
    "restart_syscall": (219, 128), "futex": (202, 98), "set_robust_list": (273, 99),
    "rseq": (334, 293), "membarrier": (324, 283), "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123), "sched_getparam": (143, 121),
    "sched_getscheduler": (145, 120), "set_tid_address": (218, 96), "arch_prctl": (158, None),
    "getcpu": (309, 168), "nanosleep": (35, 101), "clock_nanosleep": (230, 115),
    "clock_gettime": (228, 113), "clock_getres": (229, 114), "gettimeofday": (96, 169),
    "time": (201, None), "times": (100, 153), "getrusage": (98, 165), "getrlimit": (97, 163),
    "sysinfo": (99, 179), "uname": (63, 160), "getrandom": (318, 278), "getpid": (39, 172),
    "gettid": (186, 178), "getppid": (110, 173), "getpgid": (121, 155), "getpgrp": (111, None),
    "getsid": (124, 156), "getuid": (102, 174), "geteuid": (107, 175), "getgid": (104, 176),
    "getegid": (108, 177), "getresuid": (118, 148), "getresgid": (120, 150),
    "getgroups": (115, 158), "capget": (125, 90), "getpriority": (140, 141), "wait4": (61, 260),
    "waitid": (247, 95), "exit": (60, 93), "exit_group": (231, 94),
}
# fmt: on
OF_OWN_FILES = ("chmod", "fchmod", "fchmodat", "utime", "utimes", "utimensat", "futimesat")
"""Calls that no Landlock rule covers: allowed only where other files cannot be seen at all."""

KILL, TGKILL, CLONE, CLONE3 = (62, 129), (234, 131), (56, 220), (435, 435)
PRCTL, IOCTL, FCNTL, PRLIMIT = (157, 167), (16, 29), (72, 25), (302, 261)
ARCH = (0xC000003E, 0xC00000B7)

PRCTL_OPTIONS = (15, 16)  # the name of a thread
IOCTL_COMMANDS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # is it a terminal, non-blocking
FCNTL_COMMANDS = (0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030, 1032)  # none that makes signals
CLONE_THREAD = 0x00010000

ALLOW, KILL_PROCESS, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
EPERM, ENOSYS = 1, 38
LOAD, EQUAL, AND, RETURN = 0x20, 0x15, 0x54, 0x06
NUMBER, ARCHITECTURE, ARGUMENT = 0, 4, 16


class Filter(ctypes.Structure):
    """struct sock_filter."""

    _fields_ = [
        ("code", ctypes.c_uint16),
        ("jt", ctypes.c_uint8),
        ("jf", ctypes.c_uint8),
        ("k", ctypes.c_uint32),
    ]


class Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = [("length", ctypes.c_uint16), ("filter", ctypes.POINTER(Filter))]


Line = tuple[int, int, int, int]


def program(column: int, pid: int, *, own_files: bool) -> list[Line]:
    """The filter for the process `pid` as lines of classic BPF."""
    lines: list[Line] = [
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 1, 0, ARCH[column]),
        (RETURN, 0, 0, KILL_PROCESS),
        (LOAD, 0, 0, NUMBER),
    ]
    for name, numbers in PLAIN.items():
        number = numbers[column]
        if number is not None and (own_files or name not in OF_OWN_FILES):
            lines += [(EQUAL, 0, 1, number), (RETURN, 0, 0, ALLOW)]
    lines += _when(KILL[column], 0, [pid])
    lines += _when(TGKILL[column], 0, [pid])
    lines += _when(PRLIMIT[column], 0, [0, pid])
    lines += _when(PRCTL[column], 0, PRCTL_OPTIONS)
    lines += _when(IOCTL[column], 1, IOCTL_COMMANDS)
    lines += _when(FCNTL[column], 1, FCNTL_COMMANDS)
    lines += _when(CLONE[column], 0, [CLONE_THREAD], mask=CLONE_THREAD)
    lines += [(EQUAL, 0, 1, CLONE3[column]), (RETURN, 0, 0, ERRNO | ENOSYS)]
    lines.append((RETURN, 0, 0, ERRNO | EPERM))
    return lines


def _when(
    number: int, argument: int, values: tuple[int, ...] | list[int], mask: int = 0
) -> list[Line]:
    """Allow the call `number` when the low half of an argument is one of `values`."""
    test: list[Line] = [(LOAD, 0, 0, ARGUMENT + 8 * argument)]
    if mask:
        test.append((AND, 0, 0, mask))
    for value in values:
        test += [(EQUAL, 0, 1, value), (RETURN, 0, 0, ALLOW)]
    test.append((RETURN, 0, 0, ERRNO | EPERM))
    return [(EQUAL, 0, len(test), number), *test]


def install(lines: list[Line]) -> None:
    """Put a filter in force for this process; it cannot be taken back."""
    filters = (Filter * len(lines))(*(Filter(*line) for line in lines))
    code = Program(len(lines), filters)
    linux.libc("prctl", linux.PR_SET_SECCOMP, 2, ctypes.byref(code), 0, 0)

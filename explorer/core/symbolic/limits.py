"""The memory limit of the worker: an address-space limit on Linux, a Job Object on Windows, none elsewhere."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress
from typing import Final

__all__ = ["ALLOWANCE", "limit_memory", "memory_is_limited"]

ALLOWANCE: Final = 2**30
"""Bytes that a request may use on top of what the interpreter has at its start."""


def memory_is_limited() -> bool:
    """Whether this system lets us limit the worker's memory; the time limit holds everywhere."""
    return sys.platform.startswith("linux") or sys.platform == "win32"


def limit_memory(allowance: int = ALLOWANCE) -> bool:
    """Limit this process to its present size plus ``allowance`` bytes; returns whether that was possible."""
    with suppress(OSError, ValueError, AttributeError, ImportError):
        if sys.platform.startswith("linux"):
            return _limit_address_space(allowance)
        if sys.platform == "win32":
            return _limit_by_job(allowance)
    return False


def _limit_address_space(allowance: int) -> bool:
    import resource

    with open("/proc/self/statm", encoding="ascii") as table:
        pages = int(table.read().split()[0])
    limit = pages * resource.getpagesize() + allowance
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard < 0 else min(limit, hard), hard))
    return True


class _BasicLimits(ctypes.Structure):
    _fields_ = (
        ("per_process_time", ctypes.c_int64),
        ("per_job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("smallest_working_set", ctypes.c_size_t),
        ("largest_working_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    )


class _ExtendedLimits(ctypes.Structure):
    # JOBOBJECT_EXTENDED_LIMIT_INFORMATION of the Windows API.
    _fields_ = (
        ("basic", _BasicLimits),
        ("io_counters", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


def _limit_by_job(allowance: int) -> bool:
    if sys.platform != "win32":
        return False
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateJobObjectW.restype = ctypes.c_void_p
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    job = kernel.CreateJobObjectW(None, None)
    limits = _ExtendedLimits()
    limits.basic.flags = 0x100  # JOB_OBJECT_LIMIT_PROCESS_MEMORY
    limits.process_memory = allowance
    extended = 9  # JobObjectExtendedLimitInformation
    handle = ctypes.c_void_p(job)
    if not kernel.SetInformationJobObject(handle, extended, ctypes.byref(limits), ctypes.sizeof(limits)):
        return False
    return bool(kernel.AssignProcessToJobObject(handle, ctypes.c_void_p(kernel.GetCurrentProcess())))

// Counts what a program asks of the system's allocator: linked into it, allocator.cpp stands in for
// malloc and the like, so nothing that allocates goes by unseen.
#pragma once

/// How often it was asked for memory.
long allocator_calls();
/// What is taken now.
long allocated_bytes();

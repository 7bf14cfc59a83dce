-- WAL: readers and the writer do not block each other, and a commit is one append.
PRAGMA journal_mode = WAL;
-- Nothing is acknowledged before the disk has it; fullfsync asks the same of disks of Apple machines.
PRAGMA synchronous = FULL;
PRAGMA fullfsync = ON;
PRAGMA checkpoint_fullfsync = ON;
-- After a burst the log gives its space back.
PRAGMA journal_size_limit = 67108864;

import { DatabaseSync } from 'node:sqlite'

/**
 * Opens a database with the harbour's tables, all of them empty.
 * @param path a file, or `:memory:`
 */
export function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path)
  database.exec(`
    PRAGMA foreign_keys = ON;
    CREATE TABLE harbour (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL
    ) STRICT;
    CREATE TABLE berth (
      id TEXT PRIMARY KEY,
      harbour_id TEXT NOT NULL REFERENCES harbour (id),
      name TEXT NOT NULL,
      length_m REAL NOT NULL,
      depth_m REAL NOT NULL,
      closed INTEGER NOT NULL DEFAULT 0 CHECK (closed IN (0, 1))
    ) STRICT;
    CREATE TABLE vessel (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      kind TEXT NOT NULL,
      flag TEXT NOT NULL,
      imo TEXT NOT NULL UNIQUE,
      call_sign TEXT NOT NULL UNIQUE,
      length_m REAL NOT NULL,
      beam_m REAL NOT NULL,
      draught_m REAL NOT NULL,
      built_year INTEGER NOT NULL,
      gross_tonnage INTEGER NOT NULL,
      master TEXT NOT NULL,
      last_port TEXT NOT NULL,
      movement TEXT NOT NULL CHECK (movement IN ('anchored', 'approaching', 'under-way'))
    ) STRICT;
    -- left_ms is null while the vessel lies there; times are milliseconds since the Unix epoch.
    CREATE TABLE mooring (
      id TEXT PRIMARY KEY,
      vessel_id TEXT NOT NULL REFERENCES vessel (id),
      berth_id TEXT NOT NULL REFERENCES berth (id),
      since_ms INTEGER NOT NULL,
      until_ms INTEGER NOT NULL,
      left_ms INTEGER
    ) STRICT;
    -- The database itself refuses a second vessel at a berth, and a vessel at two.
    CREATE UNIQUE INDEX one_vessel_a_berth ON mooring (berth_id) WHERE left_ms IS NULL;
    CREATE UNIQUE INDEX one_berth_a_vessel ON mooring (vessel_id) WHERE left_ms IS NULL;
    CREATE INDEX stays_of_a_vessel ON mooring (vessel_id, since_ms);
    CREATE TABLE booking (
      id TEXT PRIMARY KEY,
      vessel_id TEXT NOT NULL REFERENCES vessel (id),
      berth_id TEXT NOT NULL REFERENCES berth (id),
      day TEXT NOT NULL,
      pilot INTEGER NOT NULL CHECK (pilot IN (0, 1)),
      booked_by TEXT NOT NULL,
      UNIQUE (berth_id, day),
      UNIQUE (vessel_id, day)
    ) STRICT;
    -- arrived_ms is null while the voyage goes on.
    CREATE TABLE voyage (
      id TEXT PRIMARY KEY,
      vessel_id TEXT NOT NULL REFERENCES vessel (id),
      from_port TEXT NOT NULL,
      to_port TEXT NOT NULL,
      departed_ms INTEGER NOT NULL,
      arrived_ms INTEGER
    ) STRICT;
    CREATE INDEX voyages_of_a_vessel ON voyage (vessel_id, departed_ms);
    CREATE TABLE cargo (
      id TEXT PRIMARY KEY,
      vessel_id TEXT NOT NULL REFERENCES vessel (id),
      goods TEXT NOT NULL,
      tons INTEGER NOT NULL,
      packages INTEGER NOT NULL,
      hazard_class TEXT
    ) STRICT;
    CREATE INDEX cargo_of_a_vessel ON cargo (vessel_id);
    CREATE TABLE document (
      id TEXT PRIMARY KEY,
      vessel_id TEXT NOT NULL REFERENCES vessel (id),
      name TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      added_by TEXT NOT NULL,
      added_ms INTEGER NOT NULL,
      content BLOB
    ) STRICT;
    CREATE INDEX documents_of_a_vessel ON document (vessel_id, added_ms);
    CREATE TABLE keyed_reply (
      key TEXT PRIMARY KEY,
      request TEXT NOT NULL,
      status INTEGER NOT NULL,
      body TEXT NOT NULL,
      at_ms INTEGER NOT NULL
    ) STRICT;
  `)
  return database
}

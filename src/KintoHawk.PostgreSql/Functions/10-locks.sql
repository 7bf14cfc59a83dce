-- Waits for writers who hold these locks in a way that excludes ours, in the order given; every lock is held until the transaction ends. Callers give names
-- in one order for all (ObjectLocks), so that commands of one transaction each do not wait for each other in a circle.
CREATE OR REPLACE FUNCTION kintohawk_lock(lock_names text[], are_exclusive boolean[]) RETURNS void AS $$
BEGIN
    FOR place IN 1 .. cardinality(lock_names) LOOP
        IF are_exclusive[place] THEN
            PERFORM pg_advisory_xact_lock(hashtextextended(lock_names[place], 5741));
        ELSE
            PERFORM pg_advisory_xact_lock_shared(hashtextextended(lock_names[place], 5741));
        END IF;
    END LOOP;
END;
$$ LANGUAGE plpgsql;

-- CreateTable
CREATE TABLE "list_import_lanes" (
    "import_id" UUID NOT NULL,
    "lane" INTEGER NOT NULL,
    "lines" INTEGER NOT NULL DEFAULT 0,
    "counts" JSONB NOT NULL,

    CONSTRAINT "list_import_lanes_pkey" PRIMARY KEY ("import_id","lane")
);

-- AddForeignKey
ALTER TABLE "list_import_lanes" ADD CONSTRAINT "list_import_lanes_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "list_imports"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: a list that was broken off goes on where it was; what it had counted is the first lane's.
INSERT INTO "list_import_lanes" ("import_id", "lane", "lines", "counts")
SELECT i.id, lane, i.lines, CASE lane WHEN 0 THEN i.counts ELSE (SELECT jsonb_object_agg(name, 0) FROM jsonb_object_keys(i.counts) name) END
FROM "list_imports" i, generate_series(0, 1) lane WHERE i.finished_at IS NULL;

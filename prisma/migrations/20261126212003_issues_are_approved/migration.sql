-- CreateTable
CREATE TABLE "issue_approvals" (
    "id" UUID NOT NULL,
    "issue_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by_id" UUID NOT NULL,

    CONSTRAINT "issue_approvals_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "issue_approvals_issue_id_version_key" ON "issue_approvals"("issue_id", "version");

-- AddForeignKey
ALTER TABLE "issue_approvals" ADD CONSTRAINT "issue_approvals_issue_id_fkey" FOREIGN KEY ("issue_id") REFERENCES "issues"("id") ON DELETE CASCADE ON UPDATE CASCADE;

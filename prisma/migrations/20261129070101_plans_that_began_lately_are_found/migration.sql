-- CreateIndex
CREATE INDEX "memberships_starts_at_idx" ON "memberships"("starts_at");

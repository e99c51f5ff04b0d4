-- What a member paid is found by an index of its own: among thousands of sign-ins there are a dozen of these.
CREATE INDEX audit_entries_payments ON audit_entries (subject_id, at DESC, id DESC)
  WHERE subject_kind = 'member' AND (event LIKE 'membership.%' OR event LIKE 'checkout.%');

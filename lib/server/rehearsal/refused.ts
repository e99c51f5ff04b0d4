type More = {
  type?: "invalid_request_error" | "idempotency_error" | "card_error" | "api_error";
  code?: string;
  param?: string;
};

/** An answer of Stripe that says no, in its own shape. */
export class Refused extends Error {
  override readonly name = "Refused";
  constructor(
    readonly status: number,
    message: string,
    readonly more: More = {},
  ) {
    super(message);
  }

  get body() {
    const { type = "invalid_request_error", code, param } = this.more;
    return { error: { type, ...(code && { code }), message: this.message, ...(param && { param }) } };
  }
}

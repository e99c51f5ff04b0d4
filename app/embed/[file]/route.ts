import { embedFile } from "@/lib/hosts/files.ts";

export async function GET(request: Request, { params }: { params: Promise<{ file: string }> }) {
  const { status, headers, body } = embedFile((await params).file, {
    encodings: request.headers.get("accept-encoding"),
    etag: request.headers.get("if-none-match"),
  });
  return new Response(Buffer.isBuffer(body) ? new Uint8Array(body) : body, { status, headers: headers as HeadersInit });
}

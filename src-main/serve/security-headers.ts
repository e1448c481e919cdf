/** The page may load its own files and talk to `connect`. Everything else is off, whatever gets into it. */
const contentSecurityPolicy = (connect: "'self'" | "'none'"): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src ${connect}`,
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

/** Sent with every answer, errors included. No CORS header is ever sent: no other site has business here. */
export const securityHeaders = {
  "content-security-policy": contentSecurityPolicy("'self'"),
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
  "cache-control": "no-store",
} as const;

/** The same for the desktop's own scheme, whose page talks to nobody: it reaches the engine through the preload. */
export const desktopSecurityHeaders = { ...securityHeaders, "content-security-policy": contentSecurityPolicy("'none'") } as const;

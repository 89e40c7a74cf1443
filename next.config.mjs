/**
 * Not TypeScript: Next would load its compiler at every start of the server to read it.
 *
 * @type {import('next').NextConfig}
 */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  // Texts reach the browser compiled (app/messages.ts), so it needs no parser of ICU messages: 5 kB less.
  turbopack: { resolveAlias: { 'use-intl/format-message': 'use-intl/format-message/format-only' } },
  devIndicators: false,
  // The optimizer would fetch addresses of this server internally, without authentication.
  images: { unoptimized: true },
  // `npm run types` checks all of them, the tests' and scripts' as well, and `npm test` runs it.
  typescript: { ignoreBuildErrors: true },
  // Browsers request this path on every page.
  rewrites: async () => [{ source: '/favicon.ico', destination: '/icon.svg' }],
  experimental: {
    // Icons by name; only those that are used reach the browser.
    optimizePackageImports: ['lucide-react'],
    // Load a page's code at its first request, so that the server does not wait for all pages.
    preloadEntriesOnStart: false,
  },
}

export default config

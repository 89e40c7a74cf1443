import type { NextConfig } from 'next'

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  serverExternalPackages: ['ssh2', 'pino'],
  devIndicators: false,
  // Icons by name; only those that are used reach the browser.
  experimental: { optimizePackageImports: ['lucide-react'] },
}

export default config

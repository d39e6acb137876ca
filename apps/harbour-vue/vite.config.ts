import vue from '@vitejs/plugin-vue'
import { defaultClientConditions, defineConfig } from 'vite'

export default defineConfig({
  base: '/vue/',
  plugins: [vue()],
  // Our own packages come from their sources: nothing has to be built first.
  resolve: { conditions: ['@fairlead/source', ...defaultClientConditions] },
  build: { target: 'es2023', assetsInlineLimit: 0 },
  // `vite` alone serves the pages with hot reload, beside what `ORIGIN=http://127.0.0.1:5174 npm run demo` serves.
  server: {
    host: '127.0.0.1',
    port: 5174,
    proxy: { '/api': { target: 'http://127.0.0.1:4173', ws: true }, '/oidc': { target: 'http://127.0.0.1:4173' } },
  },
})

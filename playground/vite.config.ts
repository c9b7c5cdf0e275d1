import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'

const underTest = process.env.VITEST !== undefined

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  // The page runs on the packages' sources. A condition replaces Vite's own list, so that list comes along.
  resolve: { conditions: ['@resound/source', ...defaultClientConditions], dedupe: ['react', 'react-dom'] },
  // Named, so that nothing is found late and reloads the page: the last two come only when they are asked for.
  optimizeDeps: {
    include: ['react', 'react-dom/client', 'react/jsx-runtime', 'react/jsx-dev-runtime', 'laravel-echo', 'pusher-js'],
  },
  // Tests start one beside the other, each of which finds out what to bundle ahead: in a folder of its own.
  cacheDir: `node_modules/.vite${underTest ? `-under-test-${process.env.VITEST_POOL_ID ?? ''}` : ''}`,
  // Under test no file changes, and a page that reloads by itself would prove nothing.
  server: { watch: underTest ? null : {} },
})

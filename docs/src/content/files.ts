import { cpSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AstroIntegration } from 'astro'
import { repository, servedFiles } from './sources.ts'

/** Copies the files that pages link to beside the pages, as they are. */
export function files(): AstroIntegration {
  return {
    name: 'files',
    hooks: {
      'astro:build:done'({ dir }) {
        for (const { file, url } of servedFiles()) {
          const place = join(fileURLToPath(dir), url)
          mkdirSync(dirname(place), { recursive: true })
          cpSync(join(repository, file), place)
        }
      },
    },
  }
}

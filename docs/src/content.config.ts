import { docsSchema } from '@astrojs/starlight/schema'
import { defineCollection } from 'astro:content'
import { pages } from './content/loader.ts'

export const collections = { docs: defineCollection({ loader: pages(), schema: docsSchema() }) }

import { satteri } from '@astrojs/markdown-satteri'
import react from '@astrojs/react'
import starlight from '@astrojs/starlight'
import vue from '@astrojs/vue'
import { defineConfig, passthroughImageService } from 'astro/config'
import { defaultClientConditions, defaultServerConditions } from 'vite'
import starlightOpenApi, { openAPISidebarGroups } from 'starlight-openapi'
import { anchors } from './src/content/anchors.ts'
import { diagrams } from './src/content/diagrams.ts'
import { files } from './src/content/files.ts'
import { links } from './src/content/links.ts'
import { title } from './src/content/title.ts'
import { sidebar } from './src/sidebar/items.ts'

const source = '@fairlead/source'

export default defineConfig({
  outDir: './dist',
  publicDir: './public',
  trailingSlash: 'always',
  // No picture is made smaller, so the build needs no native image library.
  image: { service: passthroughImageService() },
  devToolbar: { enabled: false },
  markdown: { processor: satteri({ mdastPlugins: [title, anchors, links, diagrams] }) },
  integrations: [
    starlight({
      title: 'Fairlead',
      description: 'One contract, one pipeline, one session between an application and its APIs.',
      logo: { light: './src/styles/fairlead-light.svg', dark: './src/styles/fairlead-dark.svg', alt: '' },
      favicon: '/fairlead.svg',
      customCss: ['./src/styles/theme.css'],
      plugins: [
        starlightOpenApi([
          {
            base: 'openapi',
            schema: './generated/harbour.openapi.json',
            sidebar: { label: 'The harbour API', collapsed: true },
          },
        ]),
      ],
      sidebar: [...sidebar(), ...openAPISidebarGroups],
      markdown: { processedDirs: ['./guide', './decisions', './pages', './generated', '../packages', '../tools'] },
      expressiveCode: { themes: ['github-dark-default', 'github-light-default'] },
      credits: false,
      disable404Route: false,
    }),
    react({ include: ['**/*.tsx'] }),
    vue(),
    files(),
  ],
  vite: {
    // Our packages are taken from their sources, so that the site needs no build of them.
    resolve: { conditions: [source, ...defaultClientConditions], dedupe: ['react', 'react-dom', 'vue'] },
    ssr: {
      resolve: {
        conditions: [source, ...defaultServerConditions],
        externalConditions: [source, 'node', 'module-sync'],
      },
      noExternal: [/^@fairlead\//],
    },
  },
})

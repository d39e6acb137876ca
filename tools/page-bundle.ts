// The script of a page that a browser test opens, from the sources: it imports packages by their names, as a user does.
import { build, defaultClientConditions } from 'vite'

/** Bundles a page's script. @throws Error where Vite builds nothing */
export async function bundlePage(entry: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    resolve: { conditions: ['@fairlead/source', ...defaultClientConditions] },
    build: { write: false, minify: false, target: 'esnext', lib: { entry, formats: ['es'] } },
  })
  const [output] = [built].flat()
  if (!output || !('output' in output)) throw new Error('the page was not built')
  return output.output[0].code
}

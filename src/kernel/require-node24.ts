/**
 * Imported first by every entry point that needs Node 24, so that an older Node says so in a sentence, not with the name
 * of a module that it does not have. It imports nothing, and is the one module that does something when it is loaded.
 */
const version = process.versions.node

if (Number(version.split('.')[0]) < 24) {
  throw new Error(
    `Latchkey needs Node 24 or newer, and this is Node ${version}. Install it beside your project with \`npm install --save-dev node@24\` and start by \`npx node\`, or install Node 24 from nodejs.org.`,
  )
}

export {}

/** The first line of every script: an older Node would fail later and less clearly. */
const needed = 24
const found = Number(process.versions.node.split('.')[0])

if (found < needed) {
  console.error(`This needs Node ${needed} or newer and runs on ${process.versions.node}.`)
  console.error('Run `npm ci` (it brings Node 24 along) and start scripts by `npm run`, or install a newer Node.')
  process.exit(1)
}

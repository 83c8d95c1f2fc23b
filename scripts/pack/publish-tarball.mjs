// npm shows the README that it reads after packing, when README.md is that of the repository again.
process.stderr.write('Publish the tarball, so that the links of its README are absolute:\n')
process.stderr.write('  npm pack && npm publish ./latchkey-<version>.tgz\n')
process.exitCode = 1

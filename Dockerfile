# The server as one image: built in one stage, run in another that holds nothing of the workshop, by a user who may
# write to /data alone. docs/guides/production.md says how it is started.

FROM node:24-bookworm-slim AS build
WORKDIR /build
# What is installed changes less often than what is built: its layers stay.
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY src src
COPY web web
# Drivers come along, in the versions of the lockfile: which database and whether REDIS_URL is set is decided where the
# image runs.
RUN node scripts/build.ts \
  && for name in pg ioredis mysql2; do \
    npm pkg set "dependencies.$name=$(npm pkg get "devDependencies.$name" | tr -d '"')" \
    && npm pkg delete "devDependencies.$name" || exit 1; \
  done \
  && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
  HOST=0.0.0.0 \
  PORT=8000
WORKDIR /app
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/dist dist
COPY data data
RUN mkdir /data && chown node:node /data && chmod 700 /data
# A number, so that an orchestrator can see that it is not root.
USER 1000:1000
# Configuration files and `.latchkey/`, with the database unless one is named, are looked for here. DATABASE_URL is not set, as
# it could not be given as a file then.
WORKDIR /data
VOLUME /data
EXPOSE 8000
# Ready, not only alive: the store answers and the schema fits.
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s --retries=3 \
  CMD ["node", "-e", "const at = process.env.HOST.replace(/^unix:/, ''); require('node:http').get({ path: '/readyz', ...(at.startsWith('/') ? { socketPath: at } : { port: process.env.PORT, host: '127.0.0.1' }) }, a => process.exit(a.statusCode === 200 ? 0 : 1)).on('error', () => process.exit(1))"]
# Without a shell between: SIGTERM reaches the server, which answers what is under way and ends.
ENTRYPOINT ["node", "/app/dist/cli/main.js"]
CMD ["serve"]

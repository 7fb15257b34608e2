# The image of the gateway: Node.js, what npm installs, and the proto files. Build it from
# the root of the repository:
#
#   docker build -f deploy/gateway.Dockerfile -t wiretax-gateway:local .

FROM node:20-alpine
WORKDIR /app/gateway
# Packages change seldom and sources often: the first layer survives most edits.
COPY gateway/package.json gateway/package-lock.json gateway/.npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund && npm cache clean --force
COPY gateway/src src
# Where PROTO_DIR looks by default.
COPY proto ../proto
ENV NODE_ENV=production
USER node
CMD ["node", "src/server.js"]

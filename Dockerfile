# The service in a container: scripts/image builds it, README.md says how to run it.
#
# The default target has no models. `models` is nothing but models, to be mounted as an image volume;
# `baked` adds them to SERVICE, an image that was built before. Both take them from
# --build-context installed=FOLDER.

# CTranslate2 has no wheels for musl, so no Alpine. A tag can be moved, a digest cannot.
ARG BASE=docker.io/library/python:3.13-slim-trixie@sha256:3dd7cc108ec1493442514f5c2a871af6af0ec31d768ff6e378a93340c3b3db5f
ARG SERVICE=summarizer:dev

FROM scratch AS models
# hadolint ignore=DL3022,DL3067
COPY --from=installed / /

# hadolint ignore=DL3006
FROM ${SERVICE} AS baked
# hadolint ignore=DL3022
COPY --from=installed / /models

FROM ${BASE} AS build
# What Python hashes at random, and the time in an archive, would make every build another.
ENV PYTHONHASHSEED=0 SOURCE_DATE_EPOCH=315532800 PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 PIP_NO_COMPILE=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
RUN python3 -m venv /tools && python3 -m venv --without-pip /opt/summarizer
WORKDIR /source
COPY locks/build.txt locks/serve.txt locks/
# --secret id=ca,src=FILE: the authorities that a proxy or mirror of your own is signed by.
RUN --mount=type=secret,id=ca \
    PIP_CERT=$(find /run/secrets -name ca 2>/dev/null); export PIP_CERT; \
    /tools/bin/pip install --quiet --require-hashes --requirement locks/build.txt \
    && /tools/bin/pip --python /opt/summarizer install --quiet --require-hashes --no-deps \
        --only-binary :all: --requirement locks/serve.txt \
    && find /opt/summarizer -type d -name tests -prune -exec rm -r {} +
COPY . .
RUN /tools/bin/pip wheel --quiet --no-deps --no-build-isolation --wheel-dir /wheels . \
    && /tools/bin/pip --python /opt/summarizer install --quiet --no-deps --no-index /wheels/*.whl \
    && /opt/summarizer/bin/python scripts/sbom >/opt/summarizer/sbom.cdx.json \
    && /opt/summarizer/bin/python -m compileall -q --invalidation-mode unchecked-hash /opt/summarizer

FROM ${BASE}
# Version, commit, source and date are labels that scripts/image gives.
LABEL org.opencontainers.image.title="summarizer" \
      org.opencontainers.image.description="Short and long news summaries, with the source of every sentence" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /opt/summarizer /opt/summarizer
# A user whom the image does not know, as OpenShift gives it, has no home else.
ENV PATH=/opt/summarizer/bin:$PATH HOME=/tmp PYTHONDONTWRITEBYTECODE=1 \
    SUMMARIZER_SERVER_HOST=0.0.0.0 SUMMARIZER_SERVER_MANAGEMENT_PORT=8081 \
    SUMMARIZER_MODELS_DIRECTORY=/models
EXPOSE 8080 8081
USER 10001:10001
# Not urllib, which would ask a proxy of the environment. Podman keeps it in Docker's format only.
HEALTHCHECK --interval=10s --timeout=5s --start-period=2m CMD ["python", "-c", "import http.client, os; \
    port = int(os.environ['SUMMARIZER_SERVER_MANAGEMENT_PORT']); \
    probe = http.client.HTTPConnection('127.0.0.1', port, timeout=4); \
    probe.request('GET', '/readyz'); \
    raise SystemExit(probe.getresponse().status != 200)"]
# It becomes gunicorn: process 1, to which the signals go.
CMD ["summarizer", "serve"]

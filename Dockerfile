# The server and the command, with the models inside; see docs/container.md.
# `make container-check` runs these lines without Docker.
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE NOTICE ./
COPY cli ./cli
COPY configs ./configs
COPY data ./data
COPY ocrlc ./ocrlc
RUN python -m venv /opt/ocrlc \
    && /opt/ocrlc/bin/pip install --no-cache-dir -c constraints.txt '.[serve]'

FROM python:3.11-slim-bookworm
# Debian keeps no old versions that could be named here.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends libgl1 libglib2.0-0 libgomp1 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 ocrlc \
    && install --directory --mode=1777 /var/cache/ocrlc
COPY --from=build /opt/ocrlc /opt/ocrlc
ENV PATH=/opt/ocrlc/bin:$PATH OCRLC_CACHE=/var/cache/ocrlc
USER 10001
WORKDIR /home/ocrlc
# What is derived from the models is made here once, not at every start; any --user may read it.
RUN python -c "import ocrlc; ocrlc.OCR().load()" && chmod -R a+rX /var/cache/ocrlc/*
EXPOSE 8000
HEALTHCHECK --start-period=60s CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health', timeout=5)"]
ENTRYPOINT ["ocrlc"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]

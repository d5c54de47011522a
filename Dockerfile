# what is installed from outside; this layer lasts until the pins or pyproject.toml change
FROM python:3.11-slim AS dependencies

# PyTorch's CPU wheels; pass --build-arg TORCH_INDEX= (empty) to take PyPI's CUDA build instead
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu

# Pango and a font, for the PDF of a report
RUN apt-get update -q && apt-get install -qy --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --create-home --uid 10001 careerspace && install -d -o careerspace /data
WORKDIR /app
COPY constraints.txt pyproject.toml ./
# torch alone from its index: that index need not have the pinned versions of what torch needs
RUN pip install --no-cache-dir -c constraints.txt ${TORCH_INDEX:+--no-deps --index-url $TORCH_INDEX} torch
RUN python -c "import tomllib; project = tomllib.load(open('pyproject.toml', 'rb'))['project']; print(*project['dependencies'], *project['optional-dependencies']['report'], sep='\n')" > /tmp/needs \
    && pip install --no-cache-dir -c constraints.txt -r /tmp/needs && rm /tmp/needs
USER careerspace


FROM dependencies AS service
USER root
COPY README.md LICENSE ./
COPY search search
COPY ingest ingest
COPY model model
COPY api api
COPY cli cli
RUN pip install --no-cache-dir --no-deps -e .
COPY sample sample

USER careerspace
ENV CAREERSPACE_DATA_DIR=/data HF_HOME=/data/models
VOLUME /data
ENTRYPOINT ["careerspace"]
CMD ["serve"]


# what `make test` runs, for `docker compose --profile tests`
FROM dependencies AS tests
USER root
RUN python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['optional-dependencies']['dev'], sep='\n')" > /tmp/needs \
    && pip install --no-cache-dir -c constraints.txt -r /tmp/needs && rm /tmp/needs
COPY --chown=careerspace . .
# pytest and hypothesis write beside the tests
RUN pip install --no-cache-dir --no-deps -e . && chown careerspace /app
USER careerspace
ENV OMP_NUM_THREADS=1
ENTRYPOINT ["pytest"]
CMD ["-n", "2", "--dist", "loadfile"]


# what a plain `docker build` makes
FROM service

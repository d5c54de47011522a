FROM python:3.11-slim AS service

# PyTorch's CPU wheels; pass --build-arg TORCH_INDEX= (empty) to take PyPI's CUDA build instead
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu

RUN useradd --create-home --uid 10001 careerspace && install -d -o careerspace /data
WORKDIR /app
COPY constraints.txt pyproject.toml README.md LICENSE ./
RUN pip install --no-cache-dir -c constraints.txt ${TORCH_INDEX:+--index-url $TORCH_INDEX} torch
COPY search search
COPY ingest ingest
COPY model model
COPY api api
COPY cli cli
RUN pip install --no-cache-dir -c constraints.txt -e .
COPY sample sample

USER careerspace
ENV CAREERSPACE_DATA_DIR=/data HF_HOME=/data/models
VOLUME /data
ENTRYPOINT ["careerspace"]
CMD ["serve"]


# the same with the test suite, for `docker compose --profile tests`
FROM service AS tests
USER root
RUN pip install --no-cache-dir -c constraints.txt -e '.[dev]'
COPY . .
RUN chown -R careerspace /app
USER careerspace
ENTRYPOINT ["pytest"]
CMD ["-n", "2", "-p", "no:cacheprovider"]


# what a plain `docker build` makes
FROM service

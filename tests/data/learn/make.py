#!/usr/bin/env python3
"""Makes the files of this folder with scikit-learn and shap; the tests compare src/learn with them.

Written by: scikit-learn 1.9.1, shap 0.51.0, numpy as pinned by them (versions stand in reference.yaml).
  table.csv       600 rows, 8 features, label, group: made up, multiples of 1/64 so that float32 holds them
  forest.yaml     RandomForestClassifier(10 trees, depth 8) in Nacre's format
  shap.csv        its probability and TreeExplainer's values (tree_path_dependent) for every 15th row, class b
  reference.yaml  accuracies, areas, importances of 20 seeds; SVC, KMeans, GaussianMixture, PCA
Every fifth row is asked, the others teach.
"""
import numpy as np, shap, sklearn
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score
from sklearn.mixture import GaussianMixture
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

random = np.random.default_rng(7)
rows, width = 600, 8
y = random.integers(0, 2, rows)
group = random.integers(0, 2, rows)
x = random.normal(size=(rows, width))
x[:, 0] += 1.6 * y                                # decides most
x[:, 1] = 0.7 * x[:, 0] + 0.7 * x[:, 1]           # goes with it
x[:, 2] = np.floor(2 * np.abs(x[:, 2]) + y)       # counts
x[:, 3] += np.where(y == 1, x[:, 4], -x[:, 4])    # matters only with feature 5
x[:, 5] += 0.8 * group                            # differs between groups
x[:, 6] = np.floor(random.random(rows) * 3)
x = np.round(x * 64) / 64
label = ['a', 'b']
names = [f'f{i + 1}' for i in range(width)]

with open('table.csv', 'w') as f:
    f.write('# made: make.py\n# f1: first\n' + ','.join(names) + ',label,group\n')
    for i in range(rows):
        f.write(','.join(f'{v:.9g}' for v in x[i]) + f',{label[y[i]]},box{group[i] + 1}\n')

model = RandomForestClassifier(10, max_depth=8, random_state=1).fit(x, y)


def words(tree):
    out = []

    def walk(node):
        if tree.children_left[node] < 0:
            count = tree.value[node, 0] * tree.weighted_n_node_samples[node]
            out.append('/'.join(str(round(c)) for c in count))
            return
        out.append(f'{tree.feature[node]}:{float(tree.threshold[node])!r}')
        walk(tree.children_left[node])
        walk(tree.children_right[node])

    walk(0)
    return ' '.join(out)


with open('forest.yaml', 'w') as f:
    f.write('nacre_forest: 1\nclasses: ["a", "b"]\nfeatures:\n')
    f.writelines(f'  "{n}": "{"first" if n == "f1" else ""}"\n' for n in names)
    f.write('options: {}\nfeatures_per_split: 2\nmin_leaf: 1\nmax_depth: 8\nbootstrap: true\nclass_weights: [1, 1]\n'
            f'seed: 1\nrows: {rows}\noob_error: .nan\n'
            f'gini_importance: [{", ".join(repr(float(v)) for v in model.feature_importances_)}]\ntrees:\n')
    f.writelines(f'  - "{words(e.tree_)}"\n' for e in model.estimators_)

asked = np.arange(0, rows, 15)
explainer = shap.TreeExplainer(model, feature_perturbation='tree_path_dependent')
values = np.asarray(explainer.shap_values(x[asked]))[:, :, 1]
with open('shap.csv', 'w') as f:
    f.write(f'# base: {float(np.asarray(explainer.expected_value)[1])!r}\nrow,probability,' + ','.join(names) + '\n')
    for i, row in enumerate(asked):
        p = float(model.predict_proba(x[row:row + 1])[0, 1])
        f.write(f'{row},{p!r},' + ','.join(repr(float(v)) for v in values[i]) + '\n')

test = np.arange(rows) % 5 == 0
scaler = StandardScaler().fit(x[~test])
teach, ask, known, truth = scaler.transform(x[~test]), scaler.transform(x[test]), y[~test], y[test]
out = {'scikit_learn': sklearn.__version__, 'shap': shap.__version__, 'numpy': np.__version__}
accuracy, auc, oob, gini = [], [], [], []
for seed in range(20):
    f = RandomForestClassifier(200, random_state=seed, oob_score=True, max_features='sqrt').fit(x[~test], known)
    p = f.predict_proba(x[test])[:, 1]
    accuracy.append(float(np.mean((p > 0.5) == truth))), auc.append(float(roc_auc_score(truth, p)))
    oob.append(float(1 - f.oob_score_)), gini.append(f.feature_importances_)
out['forest_accuracy'], out['forest_auc'], out['forest_oob_error'] = accuracy, auc, oob
out['forest_gini'] = [float(v) for v in np.mean(gini, 0)]
out['forest_gini_deviation'] = [float(v) for v in np.std(gini, 0)]
svc = SVC(C=1.0, gamma=1 / width, tol=1e-3).fit(teach, known)
decision = svc.decision_function(ask)
out['svm_accuracy'] = float(np.mean(svc.predict(ask) == truth))
out['svm_auc'] = float(roc_auc_score(truth, decision))
out['svm_decision'] = [float(v) for v in decision[:10]]


def by_majority(train_cluster, test_cluster):
    majority = {c: int(np.mean(known[train_cluster == c]) > 0.5) for c in set(train_cluster)}
    return float(np.mean([majority[c] == t for c, t in zip(test_cluster, truth)]))


km = KMeans(2, n_init=10, random_state=0).fit(teach)
out['k_means_inertia'] = float(km.inertia_)
out['k_means_accuracy'] = by_majority(km.labels_, km.predict(ask))
means = np.array([teach[km.labels_ == k].mean(0) for k in range(2)])
gm = GaussianMixture(2, tol=1e-9, max_iter=2000, n_init=1, init_params='kmeans', random_state=0, reg_covar=1e-6).fit(teach)
out['mixture_log_likelihood'] = float(gm.score(teach))
out['mixture_accuracy'] = by_majority(gm.predict(teach), gm.predict(ask))
pca = PCA().fit(StandardScaler().fit_transform(x))
out['pca_eigenvalue'] = [float(v) * (rows - 1) / rows for v in pca.explained_variance_]
out['pca_first'] = [float(v) for v in pca.components_[0] * np.sign(pca.components_[0][np.argmax(np.abs(pca.components_[0]))])]
with open('reference.yaml', 'w') as f:
    f.write('# made by make.py: scikit-learn and shap\n')
    for key, value in out.items():
        f.write(f'{key}: {value}\n')
